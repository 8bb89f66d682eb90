import './base.css';
import './badge.css';
import './form.css';
import './panel.css';
